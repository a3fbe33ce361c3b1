// One onboarding's questions, asked in the real client: in a personal chat, a group chat and a channel. Each step states what must appear.
import { Client } from './client.mjs';

const { E2E_URL: url, E2E_TOOLS: tools, E2E_BROWSER: browser, E2E_PROFILE: profile, E2E_SCREENSHOTS: screenshots } = process.env;
const BOT = 'Onramp';

const steps = {
  async 'a new chat begins with a welcome'(client) {
    await client.sees('I am the scope and ownership desk');
    await client.picture('welcome');
  },

  async 'a missing fact is asked for on the card, and the answer takes its place'(client) {
    await client.say('Is email migration in scope?');
    await client.sees('It depends');
    await client.fill(/How many licen[cs]es/, '220');
    await client.picture('clarify');
    await client.press('Answer with this');
    await client.sees('Out of scope');
    await client.picture('verdict');
  },

  async 'a follow-up changes one fact of the question before'(client) {
    await client.say('And with 600 licences?');
    await client.sees('In scope');
  },

  async 'an owner is named beside those who support'(client) {
    await client.say('Who provides the SSL certificates?');
    await client.sees('Who does what');
    await client.sees('the customer');
    await client.picture('ownership');
  },

  async 'a thumb is taken with its reason'(client) {
    await client.rate('Like', 'Names the owner at once');
  },

  async 'guidance comes with its source'(client) {
    await client.say('Where do I request assistance?');
    await client.sees('What I found');
    await client.picture('guidance', 'What I found');
  },

  async 'what no record answers is not guessed'(client) {
    await client.say('Who won the football match last night?');
    await client.sees('No answer in my records');
    await client.picture('abstain');
  },

  async 'a post that mentions the bot is answered in its thread, follow-ups too'(client) {
    await client.goTo('Scope questions');
    const thread = await client.post(BOT, 'is email migration in scope for 600 seats?');
    await client.sees('In scope', thread);
    await client.reply(thread, BOT, 'and with 100 seats?');
    await client.sees('Out of scope', thread);
    await client.picture('channel');
  },

  async 'guidance is found from the compose box and put into a message'(client) {
    await client.goTo('Personal Chat');
    await client.insert('checkpoint meeting', 'Checkpoint meeting', 'search');
    await client.sees('Checkpoint meeting');
  },

  async 'a group chat is answered when the bot is mentioned'(client) {
    await client.goTo('Contoso and Fabrikam');
    await client.sayTo(BOT, 'who provides the SSL certificates?');
    await client.sees('Who does what');
  },
};

const client = await Client.open({ url, tools, browser, profile, screenshots });
let step;
try {
  for (step of Object.keys(steps)) {
    await steps[step](client);
    console.log(`e2e: ok: ${step}`);
  }
} catch (fault) {
  console.error(`e2e: FAILED: ${step}\n${fault.message}`);
  await client.picture('failed');
  process.exitCode = 1;
} finally {
  await client.close();
}
