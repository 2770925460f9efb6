import {msg, str} from '@lit/localize';
import {formatCount as count} from './numbers.ts';

/** The account: sign out, and erase this device. */
export const accountText = {
  keyboard: () => msg('Keyboard', {id: 'account.keyboard'}),
  signOut: () => msg('Sign out', {id: 'account.signout'}),
  signOutMore: () => msg('Jobs stay here and wait for you', {id: 'account.signout.more'}),
  erase: () => msg('Erase everything on this device', {id: 'account.erase'}),
  eraseButton: () => msg('Erase…', {id: 'account.erase.button'}),
  notArrived: (jobs: number) =>
    jobs === 0
      ? msg('Every job has arrived', {id: 'account.arrived'})
      : jobs === 1
        ? msg('1 job has not arrived yet', {id: 'account.open.one'})
        : msg(str`${count(jobs)} jobs have not arrived yet`, {id: 'account.open'}),
  eraseWhat: () =>
    msg('Every job, copy, transcode, sign-in and setting of every user leaves this device. It cannot be undone.', {
      id: 'account.erase.what',
    }),
  eraseType: (number: string) => msg(str`Type ${number} to erase`, {id: 'account.erase.type'}),
  eraseNow: () => msg('Erase', {id: 'account.erase.now'}),
  keep: () => msg('Keep everything', {id: 'account.keep'}),
};
