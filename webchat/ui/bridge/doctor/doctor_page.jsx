// The page that tests calls: its parts come with it.
import { Later } from "../parts/later.jsx";

const load = () => import("./doctor.jsx");

export const DoctorPage = () => <Later load={load} />;
