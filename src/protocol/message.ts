/**
 * How a protocol declares what it says, once. A declaration gives each kind of message (and of
 * recorded event) its number and its typed fields; encoded size, digest, wire form and validation
 * all follow from it, and nothing else sizes or serialises.
 */

import type { Field } from './fields';
import { ByteReader, ByteWriter, type Digest } from './fields';
import { fieldByField } from './field-by-field';

/** A message or event: an immutable plain object named by its kind. */
export interface Kinded {
  readonly kind: string;
}
/** What a node sends. */
export type Message = Kinded;
/** What a node adds to the run's history. */
export type RecordedEvent = Kinded;

type Fields<T> = { readonly [K in Exclude<keyof T, 'kind'>]: Field<T[K]> };

/** What is said of one kind: its number on the wire (1..255) and its fields in wire order. */
export interface Declaration<T extends Kinded> {
  readonly number: number;
  readonly fields: Fields<T>;
}

type Declarations<U extends Kinded> = {
  readonly [K in U['kind']]: Declaration<Extract<U, { kind: K }>>;
};

interface AnyDeclaration {
  readonly number: number;
  readonly fields: Readonly<Record<string, Field<unknown>>>;
}

/** A declared kind, as the catalogue uses it. */
export interface Kind {
  readonly name: string;
  readonly number: number;
}

interface DeclaredKind extends Kind {
  readonly fieldNames: readonly string[];
  readonly fieldTypes: readonly Field<unknown>[];
  /** Of all fields. */
  readonly digest: (value: Kinded, digest: Digest) => void;
  readonly size: (value: Kinded) => number;
}

/** Bytes before the first field: the kind's number. */
const KIND_BYTES = 1;

export class Catalogue {
  private readonly byName = new Map<string, DeclaredKind>();
  private readonly byNumber = new Map<number, DeclaredKind>();
  /** The kind that was asked for last: mostly it is again. */
  private latest: DeclaredKind | undefined;

  private constructor(kinds: readonly DeclaredKind[]) {
    for (const kind of kinds) {
      if (!(Number.isInteger(kind.number) && kind.number >= 1 && kind.number <= 255)) {
        throw new RangeError(`kind ${kind.name} has number ${kind.number}, not one of 1..255`);
      }
      if (this.byName.has(kind.name) || this.byNumber.has(kind.number)) {
        throw new Error(`kind ${kind.name} (number ${kind.number}) is declared twice`);
      }
      this.byName.set(kind.name, kind);
      this.byNumber.set(kind.number, kind);
    }
  }

  /** Declares the kinds of the union U. Numbers are 1..255 and never reused for another meaning. */
  static of<U extends Kinded>(declarations: Declarations<U>): Catalogue {
    return new Catalogue(
      Object.entries(declarations as unknown as Record<string, AnyDeclaration>).map(
        ([name, { number, fields }]) => ({
          name,
          number,
          fieldNames: Object.keys(fields),
          fieldTypes: Object.values(fields),
          ...fieldByField<Kinded, Digest>(fields),
        }),
      ),
    );
  }

  /** One catalogue of several; throws if two declare the same name or number. */
  static union(...catalogues: readonly Catalogue[]): Catalogue {
    return new Catalogue(catalogues.flatMap((catalogue) => [...catalogue.byName.values()]));
  }

  kinds(): readonly Kind[] {
    return [...this.byName.values()];
  }

  /** The number of a declared kind; throws for one that was never declared. */
  numberOf(name: string): number {
    return this.declared(name).number;
  }

  /** The encoded length in bytes. */
  size(value: Kinded): number {
    return KIND_BYTES + this.declared(value.kind).size(value);
  }

  /** Adds kind and fields to a digest, in declared order. */
  digest(value: Kinded, digest: Digest): void {
    const kind = this.declared(value.kind);
    digest.add(kind.number);
    kind.digest(value, digest);
  }

  /** The wire form. Throws if a field is out of its bounds. */
  encode(value: Kinded): Uint8Array {
    const { number, fieldNames, fieldTypes } = this.declared(value.kind);
    const content = value as unknown as Readonly<Record<string, unknown>>;
    const writer = new ByteWriter(this.size(value));
    writer.u8(number);
    for (let i = 0; i < fieldNames.length; i++) {
      fieldTypes[i]!.write(content[fieldNames[i]!], writer);
    }
    return writer.bytes();
  }

  /** Reads the wire form; undefined for an unknown kind or damaged bytes. */
  decode(bytes: Uint8Array): Kinded | undefined {
    const reader = new ByteReader(bytes);
    const kind = this.byNumber.get(reader.u8());
    if (kind === undefined) return undefined;
    const content: Record<string, unknown> = { kind: kind.name };
    for (let i = 0; i < kind.fieldNames.length; i++) {
      content[kind.fieldNames[i]!] = kind.fieldTypes[i]!.read(reader);
    }
    return reader.intact() ? (content as unknown as Kinded) : undefined;
  }

  private declared(name: string): DeclaredKind {
    if (name === this.latest?.name) return this.latest;
    const kind = this.byName.get(name);
    if (kind === undefined) throw new Error(`kind ${name} is not in the catalogue`);
    this.latest = kind;
    return kind;
  }
}
