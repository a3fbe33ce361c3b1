// One onboarding's questions, asked in the real client: in a personal chat, a group chat and a channel. Each step states what must appear.
import { execFileSync } from 'node:child_process';

import { Client } from './client.mjs';

const { E2E_URL: url, E2E_TOOLS: tools, E2E_BROWSER: browser, E2E_PROFILE: profile, E2E_SCREENSHOTS: screenshots } = process.env;
const { E2E_BOT: bot, E2E_PYTHON: python } = process.env;
const BOT = 'Onramp';

// What an administrator gets from the command line.
const onramp = (...words) => execFileSync(python, ['-m', 'bot.cli', ...words], { encoding: 'utf8' });

// The day of the week and the time, in UTC, of a meeting whose card is due within a minute: five minutes before it.
function soon() {
  const at = new Date(Math.ceil((Date.now() + 3_000) / 60_000) * 60_000 + 5 * 60_000);
  const day = at.toLocaleDateString('en', { weekday: 'long', timeZone: 'UTC' });
  return `${day} at ${at.toISOString().slice(11, 16)}`;
}

// Presses a button as a second person does, for the client plays one: the bot sees the same request, and answers in the channel.
async function pressAs(from, data, { channel, card, client }) {
  const conversation = { id: channel, conversationType: 'channel', isGroup: true, tenantId: '00000000-0000-0000-0000-000000000001' };
  const response = await fetch(`${bot}/api/messages`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      type: 'invoke', name: 'adaptiveCard/action', id: `press-${Date.now()}`, channelId: 'msteams', serviceUrl: `${client}/_connector`,
      from, recipient: { id: '00000000-0000-0000-0000-000000000011', name: BOT }, conversation, replyToId: card,
      channelData: { tenant: { id: conversation.tenantId }, team: { id: 'team-id' }, channel: { id: channel } },
      value: { action: { type: 'Action.Execute', verb: 'onramp', data } },
    }),
  });
  if (response.status !== 200) throw new Error(`the bot answers ${response.status} to a press`);
}

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

  async 'an engagement is set up on a card that knows the team'(client) {
    const thread = await client.post(BOT, 'set up');
    await client.sees('Set up the engagement', thread);
    await client.write(/^Customer/, 'Contoso', thread);
    await client.write(/^Time zone/, 'UTC', thread);
    await client.write(/^Country/, '', thread); // the day of the trial may be a holiday
    await client.fill(/How many licen[cs]es/, '220', thread);
    await client.press('Set up', thread);
    await client.sees('The engagement is set up', thread);
    await client.picture('engagement', 'The engagement is set up');
  },

  async 'a verdict takes up what the team has told, and says so'(client) {
    const thread = await client.post(BOT, 'is email migration in scope?');
    await client.sees('Out of scope', thread);
    await client.sees(/told by Contoso Project Lead/, thread);
  },

  async 'a checkpoint is previewed before it is saved'(client) {
    const thread = await client.post(BOT, `checkpoint every week on ${soon()}`);
    await client.sees('Nothing is saved yet', thread);
    await client.picture('plan', 'Nothing is saved yet');
    await client.press('Save', thread);
    await client.sees('I post a card in this channel each time', thread);
  },

  async 'its card appears in the channel when it is due, and is answered in place by two people'(client) {
    await client.sees('What is new? Everyone can answer', client.page, 90_000);
    await client.write(/^Done since last time/, 'Pilot group is live');
    await client.write(/^Next steps/, 'Contoso Messaging Admin: order the certificates by 3 June');
    await client.press('Answer');
    await client.sees('Thank you, Contoso Project Lead.');
    const [record] = JSON.parse(onramp('checkpoint', 'export', '--format', 'json'));
    const second = { id: 'user-id-1', name: 'Contoso Messaging Admin', aadObjectId: '00000000-0000-0000-0000-000000000021' };
    const answer = { do: 'answer', checkpoint: record.id, blockers: 'No change window before Monday' };
    await pressAs(second, answer, { channel: record.conversation, card: record.message_id, client: url });
    await client.sees('No change window before Monday');
    await client.sees('Pilot group is live');
    await client.picture('checkpoint', 'No change window before Monday');
  },

  async 'minutes are drafted, edited, posted and exported'(client) {
    await client.press('Minutes');
    await client.sees('Edit the minutes');
    await client.press('Close with these minutes');
    await client.sees(/^Held$/); // on the checkpoint's own card
    await client.sees(/Checkpoint: Contoso/);
    await client.picture('minutes', /Checkpoint: Contoso/);
    const log = onramp('checkpoint', 'export', '--state', 'held');
    if (!log.includes('No change window before Monday')) throw new Error(`the log does not hold the answer:\n${log}`);
    if (!onramp('checkpoint', 'replay').includes('held')) throw new Error('the replay does not tell that it was held');
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
