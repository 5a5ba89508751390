/**
 * What is wrong with a value, in the reader's language: valibot's own messages, for schemas that give none.
 * Imported for its effect by the modules whose schemas need it.
 */
import * as v from 'valibot';
import { t } from './text';

/** Valibot writes "Invalid type: Expected …": the word after "Invalid" is told by its message alone. */
const LABEL = /^Invalid (.+?): (?:Expected|Received) /;

v.setGlobalMessage((issue) => {
  const label = LABEL.exec(issue.message)?.[1];
  if (label === undefined) return issue.message;
  const { expected, received } = issue;
  return expected === null
    ? t('Invalid {label}: Received {received}', { label, received })
    : t('Invalid {label}: Expected {expected} but received {received}', { label, expected, received });
});
