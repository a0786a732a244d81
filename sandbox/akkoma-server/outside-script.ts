import type { Post } from './post.ts';

/** A report that somebody makes on a click. */
export interface ScriptedReport {
  readonly by: string;
  readonly about: string;
  readonly comment: string;
  /** The post that it names, which the account has written before; `latest` for the latest one that it has. */
  readonly post?: Post | 'latest';
}

/** The reports, in the order in which they are made. */
export const reports: readonly ScriptedReport[] = [
  {
    by: 'gina',
    about: 'frank',
    comment: 'He insults people who answer him. This is the third time this week.',
    post: { text: 'Nobody asked for your opinion. Nobody ever will. Go back to your knitting.' },
  },
  {
    by: 'heidi',
    about: 'frank',
    comment: 'Insults',
    post: { text: 'Imagine being this slow in public, every single day.' },
  },
  {
    by: 'lain',
    about: 'spam3@spam.example',
    comment: 'spam',
    post: {
      text: 'WATCHES 80 % OFF, only today! https://spam.example/watches',
      picture: 'Six gold watches on a red cloth',
    },
  },
  {
    by: 'carol',
    about: 'ham2@spam.example.org',
    comment: 'The picture is nothing like what the warning says.',
    post: {
      text: 'You really have to see this one.',
      warning: 'cute dogs',
      picture: 'A spider, very close',
    },
  },
  {
    by: 'friend2@friendly.example',
    about: 'frank',
    comment: 'Your user harasses people on our server, too. Please have a word with him.',
    post: 'latest',
  },
  {
    by: 'bob',
    about: 'spam3@spam.example',
    comment: 'Advertising under every post about clocks',
    post: { text: 'Your clock is slow. Ours are not: https://spam.example/watches' },
  },
  {
    by: 'ninon',
    about: 'friend4@friendly.example',
    comment: 'This tells everybody where I work. Please take it down soon.',
    post: {
      text: 'Guess who sits behind the desk of the library in Mill Street every Tuesday.',
      warning: 'gossip',
    },
  },
  {
    by: 'lain',
    about: 'carol',
    comment: 'We disagree about tomatoes, and she will not stop.',
    post: { text: 'Tomatoes belong in the fridge, and I will say so until you all agree.' },
  },
  { by: 'gina', about: 'ham1@spam.example.org', comment: 'Follows everybody and never writes a word' },
  {
    by: 'heidi',
    about: 'friend4@friendly.example',
    comment: 'She asked them to delete it, and they did not.',
    post: 'latest',
  },
];

/** Somebody who registers on a click. */
export interface ScriptedSignUp {
  readonly nickname: string;
  readonly domain: string;
  readonly reason: string | null;
}

/** Those who register, in the order in which they do. */
export const signUps: readonly ScriptedSignUp[] = [
  {
    nickname: 'rosa',
    domain: 'mail.example',
    reason: 'My server closes next month. I draw plants, and I am looking for a quiet place to show them.',
  },
  {
    nickname: 'bestdeals24',
    domain: 'promo.example',
    reason: 'I want to share great offers with the community every day.',
  },
  {
    nickname: 'bestdeals25',
    domain: 'promo.example',
    reason: 'I want to share great offers with the community every day.',
  },
  { nickname: 'theo', domain: 'post.example', reason: 'carol told me about you. We sing in the same choir.' },
  { nickname: 'quietowl', domain: 'mail.example', reason: null },
  {
    nickname: 'easyloans',
    domain: 'promo.example',
    reason: 'We offer loans at the best rates. Write to us at https://promo.example/loans',
  },
  {
    nickname: 'pilar',
    domain: 'post.example',
    reason: 'Soy bibliotecaria y busco gente que lea. I also speak English.',
  },
  {
    nickname: 'nightbus',
    domain: 'mail.example',
    reason: 'I drive a night bus and take pictures of the empty city. I have read your rules.',
  },
  { nickname: 'bestdeals26', domain: 'promo.example', reason: 'asdf' },
  {
    nickname: 'marten',
    domain: 'mail.example',
    reason: 'I run a small museum of typewriters. Are accounts for places allowed?',
  },
];

/** A wave of spam: so many register, and so many reports come in about accounts of one instance. */
export const wave = {
  signUps: 60,
  domain: 'bulk.example',
  reasons: ['Hello, I like this site', 'nice community', 'to make friends', null],
  reports: 40,
  about: Array.from({ length: 12 }, (_, index) => `spam${index + 5}@spam.example`),
  by: ['gina', 'heidi', 'lain', 'bob', 'carol', 'ninon', 'friend1@friendly.example'],
  comments: ['spam', 'Advertising', 'Sends me a message every hour', 'Pills, again'],
  post: { text: 'Cheap pills, no questions asked: https://spam.example/pills' },
} as const;
