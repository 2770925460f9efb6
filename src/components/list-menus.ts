import type {PublicJob} from '../queue/public-job.ts';
import {isPossible} from '../store/possible.ts';
import type {JobsStore} from '../store/jobs-store.ts';
import type {CommandName} from '../store/snapshot.ts';
import {type ActionName, actions, looksOf, menuActions} from './job-actions.ts';
import {kindText, selectionText} from './list-messages.ts';
import {reportText} from './log-messages.ts';
import type {Menu, MenuItem} from './menu-popup.ts';
import {allText, tabText} from './messages.ts';
import type {Tab} from './shell-events.ts';

/** Does something with jobs. */
type Act = (action: ActionName, uuids: readonly string[]) => void;

/** What can be done with one job. */
export function jobMenu(job: PublicJob, act: Act): Menu {
  return {
    name: `${job.fileName}, ${kindText[job.kind]()}`,
    items: menuActions(job).map((name) => ({
      ...looksOf(name, job),
      harms: name === 'cancel' || name === 'remove',
      choose: () => act(name, [job.uuid]),
    })),
  };
}

/** In which form the report of some jobs is saved. */
export function reportMenu(uuids: readonly string[], act: Act): Menu {
  return {
    name: reportText.save(),
    items: [
      {icon: 'notes', text: reportText.asText(), choose: () => act('save-text', uuids)},
      {icon: 'notes', text: reportText.asJson(), choose: () => act('save-json', uuids)},
    ],
  };
}

/** What can be done with all jobs of a tab; only what is possible for at least one, and for how many. */
export function tabMenu(store: JobsStore, tab: Tab, act: Act): Menu {
  const jobs = jobsOfTab(store, tab);
  const command = (name: Exclude<CommandName, 'remove' | 'front' | 'unpin'>): readonly MenuItem[] => {
    const able = jobs.filter((job) => isPossible(name, job));
    return offer(able, actions[name].icon, allText[name](), () => act(name, uuidsOf(able)), name === 'cancel');
  };
  const failed = jobs.filter(({state}) => state === 'failed');
  const savable = jobs.filter((job) => job.savable);
  const over = jobs.filter(isOver);
  return {
    name: tabText[tab](),
    items: [
      ...offer(savable, 'download', allText.save(), () => act('save', uuidsOf(savable))),
      ...(['pause', 'resume', 'retry', 'continue'] as const).flatMap(command),
      ...offer(failed, 'notes', reportText.failuresAsText(), () => act('save-text', uuidsOf(failed))),
      ...offer(failed, 'notes', reportText.failuresAsJson(), () => act('save-json', uuidsOf(failed))),
      ...command('cancel'),
      ...offer(over, 'trash', allText.remove(), () => act('remove', uuidsOf(over)), true),
    ],
  };
}

/** Nothing is lost with its row: what was downloaded and not saved yet stays. */
export function isOver({state, savable}: PublicJob): boolean {
  return !savable && (state === 'done' || state === 'cancelled');
}

/** Live: a list that is a second old may not know yet what has been paused. */
export function jobsOfTab({snapshot}: JobsStore, tab: Tab): readonly PublicJob[] {
  return [...snapshot.byUuid.values()].filter(({kind}) => tab === 'all' || kind === tab);
}

function offer(
  able: readonly PublicJob[],
  icon: MenuItem['icon'],
  text: string,
  choose: () => void,
  harms = false,
): readonly MenuItem[] {
  return able.length === 0 ? [] : [{icon, text: selectionText.forSome(text, able.length), harms, choose}];
}

function uuidsOf(jobs: readonly PublicJob[]): readonly string[] {
  return jobs.map(({uuid}) => uuid);
}
