import {expect, test} from 'vitest';
import {besidePage, ThroughPort} from './resources.ts';

test('beside the page, a path is an address that no character of it can change', async () => {
  expect(await besidePage.url('slides/第 1 页?#.png')).toBe('slides/%E7%AC%AC%201%20%E9%A1%B5%3F%23.png');
});

test('through the port, each file is asked for once, and answers find their questions', async () => {
  const {port1, port2} = new MessageChannel();
  const asked: string[] = [];
  port1.onmessage = ({data: {id, path}}: MessageEvent<{id: number; path: string}>) => {
    asked.push(path);
    if (path === 'gone') port1.postMessage({id, error: 'It is gone.'});
    else port1.postMessage({id, blob: new Blob([path])});
  };
  const resources = new ThroughPort(port2);

  const [one, again, two] = await Promise.all([resources.url('1'), resources.url('1'), resources.url('2')]);

  expect(one).toBe(again);
  expect(one).not.toBe(two);
  expect(await (await fetch(two)).text()).toBe('2');
  expect(asked).toEqual(['1', '2']);
  await expect(resources.url('gone')).rejects.toThrow('It is gone.');
  await expect(resources.bytes('gone')).rejects.toThrow('It is gone.');
  expect(new TextDecoder().decode(await resources.bytes('3'))).toBe('3');
  port1.close();
});
