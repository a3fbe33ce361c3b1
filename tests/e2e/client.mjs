// The client's screen as a person sees it: what can be opened, typed, clicked and read there.
import path from 'node:path';
import { createRequire } from 'node:module';

const WAIT_MS = 30_000;

export class Client {
  // Opens the client at `url` with the browser and the tools that were installed, in the new folder `profile`; `close` it in the end.
  static async open({ url, tools, browser, profile, screenshots }) {
    const { chromium } = createRequire(path.join(tools, 'any.js'))('playwright-core');
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: browser,
      headless: true,
      viewport: { width: 1400, height: 1100 },
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), // Chromium refuses its sandbox to root
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1', // nothing leaves this machine
      ],
    });
    const page = context.pages()[0] ?? (await context.newPage());
    page.setDefaultTimeout(WAIT_MS);
    const client = new Client({ page, context, screenshots });
    await page.goto(url);
    await page.getByRole('button', { name: 'Send Message' }).waitFor();
    await page.getByRole('button', { name: 'Toggle Log Panel' }).click(); // the log repeats every text
    return client;
  }

  constructor({ page, context, screenshots }) {
    Object.assign(this, { page, context, screenshots });
  }

  async close() {
    await this.context.close();
  }

  // Opens the chat or channel whose name contains `name`.
  async goTo(name) {
    await this.page.getByRole('treeitem', { name }).click();
    await this.page.getByText('Type a message').or(this.page.getByText('Start a new post')).first().waitFor();
  }

  // Sends `text` in the open chat.
  async say(text) {
    await this.page.getByRole('textbox').last().click();
    await this.page.keyboard.type(text);
    await this.page.getByRole('button', { name: 'Send Message' }).click();
  }

  // Sends `text` in the open group chat, after a mention of `who`.
  async sayTo(who, text) {
    await this.#mention(this.page.getByRole('textbox').last(), who, text);
    await this.page.getByRole('button', { name: 'Send Message' }).click();
  }

  // Starts a post in the open channel that mentions `who`, and returns the post with its replies.
  async post(who, text) {
    await this.#mention(this.page.getByRole('textbox').first(), who, text);
    await this.page.getByRole('button', { name: 'Post', exact: true }).click();
    const canBeAnswered = this.page.getByRole('button', { name: 'Send Message' });
    const thread = this.page.getByRole('group').filter({ hasText: `${who} ${text}` }).filter({ has: canBeAnswered });
    await thread.waitFor();
    return thread;
  }

  // Replies to `thread` with a mention of `who`.
  async reply(thread, who, text) {
    await this.#mention(thread.getByRole('textbox').last(), who, text);
    await thread.getByRole('button', { name: 'Send Message' }).click();
  }

  // Waits until `text` stands in `where` (default: on the whole screen).
  async sees(text, where = this.page, timeout = WAIT_MS) {
    await where.getByText(text).last().waitFor({ timeout });
  }

  // Writes `value` into the newest field labelled `label`, in the place of what stands there.
  async write(label, value, where = this.page) {
    await where.getByRole('textbox', { name: label }).last().fill(value);
  }

  // Fills the newest card's input labelled `label`: types into a number, picks from a list, or marks one of several.
  async fill(label, value, where = this.page) {
    const number = where.getByRole('spinbutton', { name: label }).last();
    const list = where.getByRole('combobox', { name: label }).last();
    const marks = where.getByRole('radiogroup', { name: label }).last();
    await number.or(list).or(marks).last().waitFor();
    if (await number.count()) return number.fill(value);
    if (await marks.count()) return marks.getByRole('radio', { name: value }).check();
    await list.click();
    return this.page.getByRole('option', { name: value }).click();
  }

  // Searches from the compose box for `term`, and sends the result called `title` as a message.
  async insert(term, title, pictureName) {
    await this.page.getByRole('button', { name: 'Trigger Message Extension App' }).last().click();
    await this.page.getByRole('menuitem', { name: 'Search Command' }).click();
    await this.page.getByRole('textbox', { name: 'Enter a search term' }).fill(term);
    const result = this.page.getByRole('heading', { name: title, level: 1 }).first();
    await result.waitFor();
    await this.picture(pictureName);
    await result.click();
    await this.sees(title, this.page.getByRole('textbox').last());
    await this.press('Send Message');
  }

  // Presses the newest button called `name` in `where`.
  async press(name, where = this.page) {
    await where.getByRole('button', { name, exact: true }).last().click();
  }

  // Rates the newest answer in `where` and says why.
  async rate(thumb, reason, where = this.page) {
    await this.press(thumb, where);
    const dialog = this.page.getByRole('dialog');
    await dialog.getByRole('textbox').fill(reason);
    await dialog.getByRole('button', { name: 'Submit' }).click();
    await dialog.getByText('Thank you').waitFor(); // shown once the bot has taken it
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  // Keeps a picture of the screen, with `text` in view.
  async picture(name, text) {
    // In one go: the client draws a card anew while it settles.
    if (text) await this.page.getByText(text).last().evaluate((element) => element.scrollIntoView({ block: 'center' }));
    await this.page.mouse.move(0, 0);
    await this.page.screenshot({ path: path.join(this.screenshots, `${name}.png`), animations: 'disabled' });
  }

  async #mention(box, who, text) {
    await box.click();
    await this.page.keyboard.type('@');
    await this.page.getByRole('menuitem', { name: who }).first().click();
    await this.page.keyboard.type(` ${text}`);
  }
}
