/** One company of an Odoo, as the parts of this folder share it. */
import type { DestinationContext } from '../destination-kind';
import type { OdooClient } from './client';
import type { Directory } from './directory';

export interface OdooLedger extends Pick<DestinationContext, 'clock' | 'log' | 'lookups' | 'options'> {
  readonly client: OdooClient;
  readonly directory: Directory;
  /** Id of the company. */
  readonly company: string;
}
