// My picture in the settings.
import { useEffect, useState } from "react";
import { t } from "$/public/i18n.js";
import { useStore } from "./group_parts.jsx";
import { presentOf } from "./names.js";
import { PictureField } from "./picture_field.jsx";
import { chooseMine } from "./pictures.js";
import { ask } from "./rest.js";

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
