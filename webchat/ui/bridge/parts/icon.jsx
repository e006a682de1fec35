// The icons of the details and the dialogs.
export const PATHS = {
  close: "M6 6l12 12M18 6 6 18",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  add: "M10 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM3 20c.8-4 3.500-5.500 7-5.500 1.500 0 3 .3 4 1M18 14v7M14.500 17.500h7",
  link: "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.700-5.700l-1.200 1.200M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.700 5.700l1.200-1.200",
  plug: "M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0ZM12 17v4",
  pen: "M12 20h9M16.5 3.5a2.1 2.1 0 0 1 3 3L7 19l-4 1 1-4Z",
  leave: "M15 4h4v16h-4M10 8l-4 4 4 4M6 12h10",
  block: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM5.700 5.700l12.600 12.600",
  flag: "M6 21V4h12l-2.500 4 2.500 4H6",
  trash: "M4 7h16M9 7V4h6v3M6.500 7l1 13h9l1-13M10 11v5M14 11v5",
};

// Where these point depends on which way one reads.
const TURNED = ["leave"];

export const Icon = ({ name }) => (
  <svg className={TURNED.includes(name) ? "icon turned" : "icon"} viewBox="0 0 24 24" aria-hidden="true">
    <path d={PATHS[name]} />
  </svg>
);
