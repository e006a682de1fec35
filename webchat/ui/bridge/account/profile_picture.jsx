// My picture in the settings.
import { useEffect, useState } from "react";
import { t } from "$/public/i18n.js";
import { ask } from "../base/rest.js";
import { useStore } from "../base/use_store.js";
import { PictureField } from "../media/picture_field.jsx";
import { chooseMine } from "../media/pictures.js";
import { presentOf } from "../parts/names.js";

export function ProfilePicture() {
  const session = useStore("session");
  const people = useStore("people");
  const [me, setMe] = useState({ id: session.me_id_rx_state_, display_name: session.me_name_rx_state_ });
  useEffect(() => {
    ask("GET", "users/me").then(setMe, () => {});
  }, []);
  const now = presentOf(people, me);
  const choose = async (mediaId) => setMe(await chooseMine(me.id, mediaId));
  return (
    <section className="profile" aria-label={t("Profile picture")}>
      <PictureField id={now.id} name={now.display_name} url={now.avatar_url} choose={choose} />
    </section>
  );
}
