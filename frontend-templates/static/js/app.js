// Small additions to pages that work without them. Each module looks for its own elements and does nothing without.
import { bulk } from './bulk.js';
import { charts } from './charts.js';
import { copyButtons } from './copy.js';
import { dropZone } from './drop.js';
import { feed } from './feed.js';
import { keyboard } from './keyboard.js';
import { live } from './live.js';
import { player } from './player.js';
import { plots } from './plots.js';
import { relativeTimes } from './times.js';
import { theme } from './theme.js';
import { trace } from './trace.js';

for (const start of [bulk, charts, copyButtons, dropZone, feed, keyboard, live, player, plots, relativeTimes, theme, trace]) {
  start(document);
}
