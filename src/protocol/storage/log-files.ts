/** The files of storage that is a log. */

export const FILES = ['log', 'snapshot'] as const;
/** A file that storage reads back: the log of changes, and what was stored before the first of them. */
export type LogFile = (typeof FILES)[number];

/** Where a snapshot is written before it is called one. */
export const NEW_SNAPSHOT = 'snapshot.new';
