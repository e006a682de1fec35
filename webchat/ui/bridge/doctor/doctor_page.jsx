// The page that tests calls: its parts come with it.
import { lazy, Suspense } from "react";
import { t } from "$/public/i18n.js";

const Doctor = lazy(() => import("./doctor.jsx"));

export const DoctorPage = () => <Suspense fallback={<p className="quiet">{t("Loading…")}</p>}><Doctor /></Suspense>;
