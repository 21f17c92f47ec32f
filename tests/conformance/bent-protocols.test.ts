import { CASES } from '../../src/conformance/cases';
import { fields } from '../../src/protocol/field-types';
import { protocolsWith } from '../../src/scenario/users-protocol';
import { caseResult } from '../support/conformance-runs';
import { bent } from '../support/users-protocols';

/** The protocols that there are with the document's own, from the text of its module. */
function withModule(text: string) {
  const module = { exports: (given: object): unknown => given };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- a module's text
  new Function('module', text)(module);
  return protocolsWith([module.exports({ fields })]);
}

/** A defect of a protocol: what to put where, and the case that has to find it by a check. */
const DEFECTS: readonly (readonly [string, string, string, string, string])[] = [
  ['who was removed never returns', "case 'over':", "case 'never':", 'pause-long', 'viewsAgree'],
  [
    'a restarted node is no newer than before',
    '(host.boot - 1) * 65536',
    '0',
    'restart-unnoticed',
    'presentLives',
  ],
  [
    'it takes in what it removed',
    "return this.send('over', [from], { incarnation })",
    "this.tell('joined', from, incarnation)",
    'partition-long',
    'newerIncarnations',
  ],
  [
    'a goodbye is not heard',
    'other?.incarnation === incarnation &&',
    'false &&',
    'leave',
    'unsuspected',
  ],
  ['nobody is removed', "this.takeOut('removed'", "void ('removed'", 'crash', 'failedRemoved'],
  [
    'it is rash',
    'silence < this.options.failTicks',
    'silence < this.options.periodTicks / 2',
    'pause-short',
    'noFalseRemovals',
  ],
  [
    'only the first introducer is asked',
    'new Set(options.introducers)',
    'new Set([options.introducers[0]])',
    'introducers',
    'viewsAgree',
  ],
  [
    'the removed are forgotten',
    "other.state = 'removed';",
    "other.state = 'removed'; this.contacts.delete(address);",
    'partition-long',
    'viewsAgree',
  ],
];

test.each(DEFECTS)('where %s the suite says so', (_, part, instead, name, check) => {
  const found = CASES.find((each) => each.name === name)!;
  const module = bent(part, instead);
  const rash = part.startsWith('silence')
    ? bent('silence >= this.options.removeTicks', 'true', module)
    : module;
  const { result, unmet } = caseResult(found, 'beats', '1', withModule(rash));
  expect([result, unmet.map((verdict) => verdict.check)]).toEqual([
    'fail',
    expect.arrayContaining([check]),
  ]);
});
