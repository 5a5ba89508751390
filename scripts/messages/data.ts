/** Data modules whose texts are translated where they are shown, by area. Each yields its texts from the data itself. */
import { texts as catalog } from './data-catalog';
import { texts as datacenter } from './data-datacenter';
import { texts as decisions } from './data-decisions';
import { texts as learn } from './data-learn';
import { texts as pages } from './data-pages';
import { texts as stages } from './data-stages';

export const DATA: Readonly<Record<string, () => Iterable<string>>> = { catalog, datacenter, decisions, learn, pages, stages };
