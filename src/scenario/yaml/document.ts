/** YAML text into plain lists, maps and leaves, each with its place in the file. */

import { Composer, isAlias, isScalar, isSeq, Lexer, LineCounter, Parser } from 'yaml';
import type { Document, ParsedNode, Scalar, YAMLMap } from 'yaml';

/** Deeper and richer texts are refused: an alias may stand for much. */
const DEPTH_MAX = 64;
const LEXEMES_MAX = 100_000;
const VALUES_MAX = 100_000;
/** Parts of a path that a message shows. */
const DEPTH_TOLD = 8;

/** Keys and indices that lead to a value: `faults`, 0, `at`. */
export type Path = readonly (string | number)[];

/**
 * A scalar: gives its text as it was written, whatever that looks like, so that `007` stays `007`.
 * It is a function because to a schema every object is a map.
 */
export interface Leaf {
  (): string;
  readonly path: Path;
  /** True for what stands in for a value that is wrong: any kind of value may be it, none is known. */
  readonly isStandIn?: true;
}

export function isLeaf(value: unknown): value is Leaf {
  return typeof value === 'function';
}

/** `undefined` where there is a key without a value. */
export type Tree = Leaf | readonly Tree[] | { readonly [key: string]: Tree } | undefined;

/** Something wrong, and what is. */
export interface Problem {
  readonly path: Path;
  /** Where no value has this path: where it is in the text. */
  readonly offset?: number;
  /** True where the key is wrong, not its value. */
  readonly isOfKey?: boolean;
  /** The key that the map there lacks, or has beside another of which it should have one only. */
  readonly lacks?: string;
  readonly spare?: string;
  /** What else this was concluded from. */
  readonly basis?: Path;
  readonly text: string;
}

interface Place {
  readonly key: number | undefined;
  readonly value: number;
}

/** What a text came to. */
export class YamlDocument {
  /** What is no YAML, or more of it than a scenario needs. */
  readonly problems: Problem[] = [];
  readonly tree: Tree;
  private readonly lines = new LineCounter();
  private readonly places = new Map<string, Place>();
  private readonly anchors = new Map<string, ParsedNode>();
  private values = 0;

  constructor(text: string) {
    const document = this.compose(text);
    this.tree = document === undefined ? undefined : this.walk(document.contents, []);
  }

  /** Where in the text: its value or, where it has none, what holds it. */
  offsetOfProblem({ path, offset, isOfKey = false }: Problem): number {
    return offset ?? this.offsetOf(path, isOfKey);
  }

  /** `line:column`, both from 1. */
  lineAndColumn(offset: number): string {
    const { line, col } = this.lines.linePos(offset);
    return `${line}:${col}`;
  }

  private offsetOf(path: Path, ofKey: boolean): number {
    const place = this.places.get(JSON.stringify(path));
    if (place === undefined) return path.length === 0 ? 0 : this.offsetOf(path.slice(0, -1), false);
    return (ofKey ? place.key : undefined) ?? place.value;
  }

  /** The first document, where the text is well formed. */
  private compose(text: string): Document.Parsed | undefined {
    const tokens = this.parse(text);
    if (tokens === undefined) return undefined;
    // All scalars are text; twins among keys are found here, in less time.
    const composer = new Composer({ schema: 'failsafe', uniqueKeys: false, prettyErrors: false });
    const [document, another] = composer.compose(tokens, true, text.length);
    if (document === undefined) return undefined;
    for (const { message, pos } of [...document.errors, ...document.warnings]) {
      this.problems.push({ path: [], offset: pos[0], text: `not YAML: ${message}` });
    }
    if (another !== undefined) {
      const [offset] = another.range;
      this.problems.push({ path: [], offset, text: 'a second document: one scenario a file' });
    }
    return this.problems.length === 0 ? document : undefined;
  }

  /** Stops before there is so much that whatever looks at the tokens runs out of stack, or of time. */
  private parse(text: string) {
    const parser = new Parser(this.lines.addNewLine);
    const tokens = [];
    this.lines.addNewLine(0);
    let lexemes = 0;
    for (const lexeme of new Lexer().lex(text)) {
      tokens.push(...parser.next(lexeme));
      const isRich = ++lexemes > LEXEMES_MAX;
      if (!isRich && parser.stack.length <= DEPTH_MAX) continue;
      const problem = isRich ? 'too many words and signs' : 'too many lists and maps in each other';
      this.problems.push({ path: [], offset: parser.offset, text: problem });
      return undefined;
    }
    return [...tokens, ...parser.end()];
  }

  private walk(node: ParsedNode | null, path: Path): Tree {
    if (node === null) return undefined;
    if (isAlias(node)) {
      const target = this.anchors.get(node.source);
      if (target !== undefined && path.length <= DEPTH_MAX) return this.walk(target, path);
      const problem = target === undefined ? 'no such anchor' : 'is in itself, or too deep';
      this.refuse(path.slice(0, DEPTH_TOLD), node.range[0], problem);
      return undefined;
    }
    if (++this.values > VALUES_MAX) {
      // Once is enough.
      const problem = `more than ${VALUES_MAX} values`;
      if (this.values === VALUES_MAX + 1) this.refuse([], node.range[0], problem);
      return undefined;
    }
    const own = this.places.get(JSON.stringify(path));
    this.places.set(JSON.stringify(path), { key: own?.key, value: node.range[0] });
    this.remember(node);
    if (isScalar(node)) return leafOf(node, path);
    if (isSeq(node)) return node.items.map((item, i) => this.walk(item, [...path, i]));
    return this.walkMap(node, path);
  }

  /** An alias means the latest of the nodes before it that have its name. */
  private remember(node: ParsedNode): void {
    const { anchor, range } = node as ParsedNode & { readonly anchor?: string };
    if (anchor === undefined) return;
    const known = this.anchors.get(anchor);
    if (known === undefined || known.range[0] < range[0]) this.anchors.set(anchor, node);
  }

  private walkMap(node: YAMLMap.Parsed, path: Path): Tree {
    // Without a prototype `__proto__` is a key like any other.
    const fields = Object.create(null) as Record<string, Tree>;
    for (const { key, value } of node.items) {
      const offset = key.range[0];
      if (!isScalar(key)) {
        this.refuse(path, offset, 'a key is a word');
        continue;
      }
      const name = textOf(key);
      const inside = [...path, name];
      if (name in fields) {
        this.refuse(inside, offset, 'is given twice');
        continue;
      }
      this.places.set(JSON.stringify(inside), { key: offset, value: offset });
      fields[name] = this.walk(value, inside);
    }
    return fields;
  }

  private refuse(path: Path, offset: number, text: string): void {
    this.problems.push({ path, offset, text });
  }
}

function leafOf(node: Scalar.Parsed, path: Path): Leaf | undefined {
  const text = textOf(node);
  return text === '' && node.type === 'PLAIN' ? undefined : Object.assign(() => text, { path });
}

function textOf({ value }: Scalar.Parsed): string {
  return String(value);
}
