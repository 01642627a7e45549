// Keeps relative times true while a page stays open, and shows the exact one in the reader's own time zone.
const STEPS = [['day', 86_400], ['hour', 3_600], ['minute', 60]];

export function relativeTimes(root) {
  const language = document.documentElement.lang || 'en';
  const exact = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'long' });
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  // Asked for each time: pages exchange parts of themselves.
  const times = () => [...root.querySelectorAll('time[datetime]')].filter((t) => !Number.isNaN(Date.parse(t.dateTime)));
  const name = () => times().forEach((time) => {
    time.title = exact.format(new Date(time.dateTime));
  });
  name();
  setInterval(() => {
    name();
    for (const time of times()) {
      const age = (Date.now() - Date.parse(time.dateTime)) / 1000;
      const step = STEPS.find(([, seconds]) => age >= seconds);
      if (step) {
        time.textContent = words.format(-Math.floor(age / step[1]), step[0]);
      }
    }
  }, 30_000);
}
