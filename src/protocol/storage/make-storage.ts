/** The kinds of storage that there are. */

import type { Host } from '../host';
import { LogStorage } from './log-storage';
import { MemoryStorage } from './memory-storage';
import type { Storage, StorageListener } from './storage';
import type { StorageOptions } from './storage-options';

export function makeStorage(
  host: Host,
  options: StorageOptions,
  listener: StorageListener,
): Storage {
  if (options.kind === 'memory') return new MemoryStorage(host, listener);
  return new LogStorage(host, options, listener);
}
