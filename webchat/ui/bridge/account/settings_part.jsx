// A part of the settings that is loaded when they are opened first.
import { from, Later } from "../parts/later.jsx";

const of = (name) => from(() => import("./settings_parts.jsx"), name);
const PARTS = {
  mail: from(() => import("./mail_settings.jsx"), "MailSettings"),
  profile: of("Profile"),
  privacy: of("Privacy"),
  data: of("Data"),
};

export const SettingsPart = ({ which }) => <Later load={PARTS[which]} />;
