import type { Download } from '../../lib/host';

/** For carts that have no files to read. */
export const noDownload: Download = () => {
  throw new Error('nothing may be downloaded here');
};
