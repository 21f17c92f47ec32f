import { type CourseName, namedIn, Recogniser, type Recognised } from '../../src/grade/recognise';
import { entry } from '../support/course-logs';
import { WRITTEN_LOGS, WRITTEN_NAMES } from './written-logs';

function recognised(texts: readonly string[], named?: CourseName): Recognised | undefined {
  const recogniser = new Recogniser();
  for (const text of texts) {
    // One node each, so that failures are of different nodes.
    recogniser.add(entry(texts.indexOf(text) + 1, 100, text));
  }
  return recogniser.scenario(named);
}

const FAILURE = 'Node failed at time=100';
const OTHER_FAILURE = 'Node failed at time = 100';

test.each(WRITTEN_NAMES)('a log of %s is known by what is in it', (name) => {
  const recogniser = new Recogniser();
  for (const { text } of WRITTEN_LOGS[name].lines) {
    const [, address = '', , ...words] = text.split(' ');
    recogniser.add({ address, time: 0, text: words.join(' ') });
  }
  // Nothing in a log tells whether messages were dropped.
  const expected = name === 'msgdropsinglefailure' ? 'singlefailure' : name;
  expect(recogniser.scenario(undefined)?.name).toBe(expected);
});

test.each<[string, string[], CourseName | undefined, CourseName | undefined]>([
  ['operations go before a name', ['CREATE OPERATION', 'READ OPERATION'], 'create', 'read'],
  ['in any letters', ['update operation key'], undefined, 'update'],
  ['a run that ended before its test is told by its name', ['CREATE OPERATION'], 'read', 'read'],
  ['so is one without failures', ['APP'], 'multifailure', 'multifailure'],
  ['so is one with a failure', [FAILURE], 'msgdropsinglefailure', 'msgdropsinglefailure'],
  ['two tests are none', ['READ OPERATION', 'DELETE OPERATION'], undefined, undefined],
  ['unless the name tells', ['READ OPERATION', 'DELETE OPERATION'], 'delete', 'delete'],
  ['no failure and no operation is none', ['APP'], undefined, undefined],
  ['a store without operations is no membership run', ['APP MP2', FAILURE], undefined, undefined],
  ['one failure', [FAILURE], undefined, 'singlefailure'],
  ['two failures', [FAILURE, OTHER_FAILURE], undefined, 'multifailure'],
])('%s', (_, texts, named, expected) => {
  expect(recognised(texts, named)?.name).toBe(expected);
});

test('a node that says twice that it failed is one', () => {
  const recogniser = new Recogniser();
  recogniser.add(entry(4, 100, FAILURE));
  recogniser.add(entry(4, 100, FAILURE));
  expect(recogniser.scenario(undefined)?.name).toBe('singlefailure');
});

test('says by what', () => {
  expect(recognised(['READ OPERATION'])?.why).toBe('it has READ operations');
  expect(recognised(['CREATE OPERATION'])?.why).toBe('it has only CREATE operations');
  expect(recognised([FAILURE])?.why).toContain('--scenario');
  expect(recognised([FAILURE], 'singlefailure')?.why).toBe('its name says so');
});

test.each<[string, CourseName | undefined]>([
  ['dbg.read.log', 'read'],
  ['READ', 'read'],
  ['02_update-dbg.log', 'update'],
  ['msgdropsinglefailure', 'msgdropsinglefailure'],
  ['dbg.log', undefined],
  ['readme.log', undefined],
  ['create-read.log', undefined],
])('the name %s tells %s', (name, scenario) => {
  expect(namedIn(name)).toBe(scenario);
});
