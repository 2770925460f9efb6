import {expect, test} from 'vitest';
import {filmToSee} from './film.ts';
import {downloadJob, rendition, statuses, transcodeJob, uploadJob} from './testing/builders.ts';

const film = {transcodeTypes: ['mp4']};
const seen = {seenIn: 'original'} as const;
const made = {results: {transfers: {}, rendition}};

// prettier-ignore
test.each([
  ['an upload that brings a transcode',        uploadJob(film),                                            'source'],
  ['one that has failed: nobody reads it',     uploadJob({...film, status: statuses.failed}),              undefined],
  ['one that has been looked at',              uploadJob({...film, film: seen}),                           undefined],
  ['an upload of another type',                uploadJob({...film, fileName: 'notes.txt'}),                undefined],
  ['one that was removed',                     uploadJob({...film, removed: true}),                        undefined],
  ['a download',                               downloadJob(),                                              undefined],
  ['a transcode',                              transcodeJob(),                                             'source'],
  ['one whose original gave no picture',       transcodeJob({film: seen}),                                 undefined],
  ['the same, with its result there',          transcodeJob({film: seen, ...made}),                        'rendition'],
  ['an old one that is done',                  transcodeJob({...made, status: statuses.done}),             'rendition'],
  ['one that has a picture',                   transcodeJob({film: {...seen, poster: true}, ...made}),     undefined],
  ['one whose result gave no picture either',  transcodeJob({film: {seenIn: 'rendition'}, ...made}),       undefined],
])('%s: looked at in %3$s', (_which, job, where) => {
  expect(filmToSee(job)?.type).toBe(where);
});
