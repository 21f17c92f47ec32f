/** Whom clients put their operations to, and what they tell them. */

import type { Address } from '../protocol/address';

export interface Through {
  /**
   * Machines beside the nodes that coordinate: the script's, then one a client; or one for all. None
   * where nodes do.
   */
  readonly gateways: readonly Address[];
  /** Whether clients tell coordinators what they have seen. */
  readonly isHybrid: boolean;
}

export const THROUGH_NODES: Through = { gateways: [], isHybrid: false };

/** The machine of a client, 0 being the script; undefined where it asks nodes. */
export function gatewayOf({ gateways }: Through, client: number): Address | undefined {
  return gateways.length === 1 ? gateways[0] : gateways[client];
}
