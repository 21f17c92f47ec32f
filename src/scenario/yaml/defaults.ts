/** What holds where a scenario file does not say, as it would be written there. */
export const DEFAULTS = {
  tick: '1ms',
  ...{ timeout: '500ms', offerRetry: '200ms', hintWindow: '10s', antiEntropy: '1s' },
  ...{ latency: '1ms', batchTime: '10ms' },
  ...{ keys: 20, clientTimeout: '1s', retries: 3, backoff: '100ms', from: '5s' },
} as const;
