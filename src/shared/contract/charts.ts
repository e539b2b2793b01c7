import { oc } from '@orpc/contract';

import { series, seriesRequest, storageView } from '../model/charts.ts';
import { downloadFile } from '../model/statement.ts';

/** Hashrate over time for charts, and what the history takes on the disk. */
export const chartsContract = {
  series: oc
    .route({
      method: 'POST',
      path: '/charts/series',
      summary: 'Hashrate over time, at most 2,000 points a line',
    })
    .input(seriesRequest)
    .output(series),
  exportSeries: oc
    .route({ method: 'POST', path: '/charts/series/csv', summary: 'The same as a CSV file' })
    .input(seriesRequest)
    .output(downloadFile),
  storage: oc
    .route({
      method: 'GET',
      path: '/charts/storage',
      summary: 'Bytes of the database by what is in it, and a forecast',
    })
    .output(storageView),
};
