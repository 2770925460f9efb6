import {msg} from '@lit/localize';

/** The steps of the flows, as the details show them. */
export const stepText = {
  findSource: () => msg('Find the file', {id: 'step.findSource'}),
  checkIntranet: () => msg('Check the intranet', {id: 'step.checkIntranet'}),
  checkInternet: () => msg('Check the internet', {id: 'step.checkInternet'}),
  copyToNas: () => msg('Copy to the NAS', {id: 'step.copyToNas'}),
  uploadChunks: () => msg('Upload in chunks', {id: 'step.uploadChunks'}),
  notifyBackend: () => msg('Tell the server', {id: 'step.notifyBackend'}),
  readFromNas: () => msg('Read from the NAS', {id: 'step.readFromNas'}),
  download: () => msg('Download', {id: 'step.download'}),
  getTranscodePath: () => msg('Ask for a folder on the NAS', {id: 'step.getTranscodePath'}),
  transcode: () => msg('Transcode', {id: 'step.transcode'}),
  copyResult: () => msg('Copy the result to the NAS', {id: 'step.copyResult'}),
  uploadResult: () => msg('Upload playlist and video', {id: 'step.uploadResult'}),
  recordResult: () => msg('Record the result', {id: 'step.recordResult'}),
  createJob: () => msg('Hand over the deck', {id: 'step.createJob'}),
  waitForDeck: () => msg('Convert on the server', {id: 'step.waitForDeck'}),
  downloadZip: () => msg('Fetch the deck', {id: 'step.downloadZip'}),
  keepDeck: () => msg('Check and keep it', {id: 'step.keepDeck'}),
};

export type StepName = keyof typeof stepText;
