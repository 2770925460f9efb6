import {JobsStore} from '../../store/jobs-store.ts';
import {mountPage} from '../mount-page.ts';
import {ScriptedApp} from './scripted-app.ts';
import {type Scene, scenes} from './scripted-jobs.ts';

/*
 * Every state of the page over scripted jobs: gallery.html?scene=list&theme=dark&lang=zh-CN&still
 */
const query = new URLSearchParams(location.search);
const scene: Scene = scenes.find((known) => known === query.get('scene')) ?? 'list';
const app = new ScriptedApp(scene, !query.has('still'));

for (const [name, key] of Object.entries({theme: 'theme', lang: 'locale', density: 'density'})) {
  const value = query.get(name);
  if (value === null) continue;
  const look = JSON.parse(localStorage.getItem('carryon.look') ?? '{}') as Record<string, unknown>;
  localStorage.setItem('carryon.look', JSON.stringify({...look, [key]: value}));
}

const page = await mountPage(new JobsStore(app), 'https://media.example.org');
page.updateReady = query.has('update');
Object.assign(window, {scripted: app});
