import { zhCN as coreWords } from '@mui/material/locale';
import { zhCN as gridWords } from '@mui/x-data-grid/locales';

import { languageFrom, type Catalog } from './catalog.ts';
import type { SentenceTemplates } from './sentence-templates.ts';
import { readers } from './zh-CN/readers.ts';

/**
 * Each file of the folder gives `texts`, the catalog of one feature, or `sentences`, templates of what the
 * engine says.
 */
const files = Object.values(
  import.meta.glob<{ texts?: Catalog; sentences?: SentenceTemplates }>('./zh-CN/*.ts', { eager: true }),
);

/** Simplified Chinese. */
export const chinese = languageFrom('zh-CN', {
  catalogs: files.flatMap(({ texts }) => (texts ? [texts] : [])),
  sentences: files.flatMap(({ sentences }) => (sentences ? [sentences] : [])),
  ways: { readers, joints: ['', '；'], stop: '。' },
  libraries: [coreWords, gridWords],
});
