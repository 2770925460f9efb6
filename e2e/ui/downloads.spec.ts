import {axeViolations, expect, test} from './gallery.ts';

test('pasted links are shown before they are fetched; plain text is left alone', async ({page, openGallery}) => {
  await openGallery({scene: 'downloads', still: true});
  const paste = (text: string) =>
    page.evaluate((pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', pasted);
      const event = new ClipboardEvent('paste', {bubbles: true, composed: true, cancelable: true});
      // Firefox takes no clipboard from a script that makes the event.
      Object.defineProperty(event, 'clipboardData', {value: clipboardData});
      document.body.dispatchEvent(event);
    }, text);

  await paste('Meet at noon, bring cake');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await paste('https://a.example/films/one.mp4\nhttps://a.example/two.zip');

  const dialog = page.getByRole('dialog', {name: 'Paste links to download'});
  await expect(dialog.getByText('one.mp4', {exact: true})).toBeVisible();
  await expect.poll(() => axeViolations(page)).toEqual([]);
  await dialog.getByRole('button', {name: 'Download 2 files'}).click();
  await expect(page.locator('[data-kind="download"]').filter({hasText: 'two.zip'})).toHaveCount(1);
});
