// What the page asks of the sandbox. Everything it shows comes back over the stream.

async function post(path, body, method = "POST") {
  const reply = await fetch(`/sandbox/${path}`, {
    method,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const data = await reply.json();
  if (!reply.ok) throw new Error(data.error ?? `The sandbox answered ${reply.status}.`);
  return data;
}

const phone = (line, verb, body) => post(`phones/${encodeURIComponent(line)}/${verb}`, body);

export const api = {
  say: (line, text, more) => phone(line, "say", { text, ...more }),
  press: (line, id, on, more) => phone(line, "press", { label: id, on, ...more }),
  media: (line, kind, caption = "") => phone(line, "media", { kind, caption }),
  look: (line) => phone(line, "look", {}),
  newcomer: (language, hidden = false) => post("phones", { language, hidden }),
  advance: (words) => post("clock", { advance: words }),
  fault: (fault) => post("faults", { fault }),
  shuffleReceipts: () => post("receipts", { order: ["read", "delivered", "sent"], copies: 2 }),
  calm: () => post("faults", {}, "DELETE"),
};

// Calls back with every piece of news, and with whether the sandbox can be heard.
export function listen(onNews, onLine) {
  const stream = new EventSource("/sandbox/events");
  stream.onmessage = (event) => onNews(JSON.parse(event.data));
  stream.onopen = () => onLine(true);
  stream.onerror = () => {
    onLine(false);
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => listen(onNews, onLine), 2000);
  };
}
