// The installation at a glance.
import { dateFormat, locale, number, t } from "$/public/i18n.js";

function sizeOf(bytes) {
  const units = ["kilobyte", "megabyte", "gigabyte", "terabyte"];
  const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3) - 1);
  const format = new Intl.NumberFormat(locale, { style: "unit", unit: units[step], unitDisplay: "short", maximumFractionDigits: 1 });
  return format.format(bytes / 1000 ** (step + 1));
}

const DAY = dateFormat({ day: "numeric", month: "short", timeZone: "UTC" });
const dayOf = (day) => DAY.format(new Date(`${day}T00:00:00Z`));

const WIDTH = 640;
const HEIGHT = 150;

/** A bar a day; the table behind it is for who cannot see it. */
function Plot({ days }) {
  const most = Math.max(1, ...days.map((one) => one.messages));
  const step = WIDTH / days.length;
  return (
    <figure className="plot">
      <figcaption>
        <span>{t("Messages a day")}</span>
        <span className="quiet">{t("most on one day: {count}", { count: number(most) })}</span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {days.map((one, place) => {
          const height = one.messages ? Math.max(2, (one.messages / most) * HEIGHT) : 0;
          return (
            <rect key={one.day} x={place * step + step * 0.12} y={HEIGHT - height} width={step * 0.76} height={height}>
              <title>{`${dayOf(one.day)}: ${number(one.messages)}`}</title>
            </rect>
          );
        })}
      </svg>
      <div className="plot-axis quiet" aria-hidden="true">
        <span>{dayOf(days[0].day)}</span>
        <span>{dayOf(days.at(-1).day)}</span>
      </div>
      <table className="sr-only">
        <caption>{t("Messages a day")}</caption>
        <tbody>
          {days.map((one) => (
            <tr key={one.day}>
              <th scope="row">{dayOf(one.day)}</th>
              <td>{number(one.messages)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

export function Figures({ figures }) {
  const said = [
    [t("People"), number(figures.users), t("active today: {count}", { count: number(figures.active_today) })],
    [t("Online now"), number(figures.online), t("connections: {count}", { count: number(figures.connections) })],
    [t("Messages"), number(figures.messages), t("conversations: {count}", { count: number(figures.conversations) })],
    [t("Files"), sizeOf(figures.file_bytes), t("files: {count}", { count: number(figures.files) })],
    [t("Database"), sizeOf(figures.database_bytes), ""],
    [t("Suspended"), number(figures.suspended), ""],
  ];
  return (
    <section aria-label={t("Figures")}>
      <dl className="figures">
        {said.map(([label, value, more]) => (
          <div key={label} className="figure">
            <dt>{label}</dt>
            <dd>
              <b>{value}</b>
              <span className="quiet">{more}</span>
            </dd>
          </div>
        ))}
      </dl>
      <Plot days={figures.days} />
    </section>
  );
}
