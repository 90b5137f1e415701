// Elements without strings of HTML: whatever people typed only ever becomes a text node.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== "" && child != null));
  return node;
}

export function icon(name, more = "") {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", `icon ${more}`.trim());
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

export const initials = (name) =>
  (name.match(/\p{L}+/gu) ?? ["?"]).slice(0, 2).map((word) => [...word][0].toUpperCase()).join("");

// "+62 811-1234-0001"; an id without a number is shown as it is.
export function number(id) {
  const found = /^(\+(?:62|60|65))(\d+)$/.exec(id);
  if (!found) return id;
  const rest = found[1] === "+65" ? found[2].replace(/^(\d{4})/, "$1-") : found[2].replace(/^(\d{2,3})(\d{3,4})(\d{4})$/, "$1-$2-$3");
  return `${found[1]} ${rest}`;
}
