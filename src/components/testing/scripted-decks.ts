import type {RemoteDeck} from '../../app-api.ts';

const hourMs = 3_600_000;

/** Jobs of a service, one in each state that people meet. */
export const scriptedDecks: readonly RemoteDeck[] = [
  deck(1, {fileName: '物理_第三章_光的折射.pptx', state: 'completed', totalPages: 38}),
  deck(2, {fileName: 'Board review, third quarter.pptx', state: 'converting'}),
  deck(20, {fileName: 'old talk.ppt', state: 'halted', lastError: '文稿有密码保护，无法转换。'}),
  deck(30, {fileName: 'Onboarding.pptx', state: 'completed', totalPages: 12}),
  deck(800, {fileName: 'last-year.pptx', state: 'deleted', totalPages: 9}),
];

function deck(hoursAgo: number, given: Partial<RemoteDeck>): RemoteDeck {
  return {
    token: `token-${String(hoursAgo)}`,
    state: 'completed',
    fileName: 'talk.pptx',
    fileSize: 1_826_642 + hoursAgo,
    createdAt: new Date(Date.now() - hoursAgo * hourMs).toISOString(),
    ...given,
  };
}
