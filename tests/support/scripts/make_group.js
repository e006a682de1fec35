// A group of the people with these names; gives its id.
async ([title, names]) => {
  const ask = (path, body) => fetch(`/api/${path}`, body && {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  }).then((answer) => answer.json());
  const found = await Promise.all(names.map((name) => ask(`users/?q=${encodeURIComponent(name)}`)));
  return (await ask("groups/", { title, member_ids: found.map((page) => page.items[0].id) })).id;
}
