/** Storage on a disk that keeps records as such: what it has acknowledged is safe, whatever comes. */

import type { DiskResult, DiskToken, Host } from '../host';
import type { StoredRecord } from '../store/record';
import type { Storage, StorageListener, StorageToken } from './storage';

export class MemoryStorage implements Storage {
  private recovery: DiskToken | undefined;

  constructor(
    private readonly host: Host,
    private readonly listener: StorageListener,
  ) {}

  recover(): void {
    this.recovery = this.host.disk.submit({ kind: 'scan' });
  }

  put(key: string, record: StoredRecord): StorageToken {
    return this.host.disk.submit({ kind: 'write', key, value: record });
  }

  remove(key: string): StorageToken {
    return this.host.disk.submit({ kind: 'remove', key });
  }

  onDisk(token: DiskToken, result: DiskResult): void {
    if (token !== this.recovery) {
      this.listener.done(token, result.ok);
      return;
    }
    this.recovery = undefined;
    this.listener.recovered(result.ok ? result.entries : []);
  }

  onTimer(): boolean {
    return false;
  }
}
