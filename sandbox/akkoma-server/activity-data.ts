export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Data = { [key: string]: Json };

export const everybody = 'https://www.w3.org/ns/activitystreams#Public';

export const addressesOf = (list: Json | undefined): string[] =>
  (Array.isArray(list) ? list : [list]).filter((each) => typeof each === 'string');

export const normalise = (list: string[]): string[] =>
  [...new Set(list.filter((each) => /^https?:$/.test(URL.parse(each)?.protocol ?? '')))].sort();

export const isAddressed = (data: Data, address: string): boolean =>
  ['to', 'cc', 'bto', 'bcc'].some((list) => addressesOf(data[list]).includes(address));

/** Serializes JSON without white space, with the keys sorted. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`).join()}}`;
}

/** Returns the keys of an object's data that change when one interaction with it is undone, with their new values. */
export function without(object: Data, { type, actor = null, content, tag }: Data): Data {
  const list = (name: string): Json[] => (Array.isArray(object[name]) ? object[name] : []);
  if (type === 'EmojiReact') {
    const name = String(content).replace(/^:|:$/g, '');
    const icon = Array.isArray(tag) ? JSON.parse(JSON.stringify(tag))[0].icon.url : null;
    const reactions = list('reactions')
      .map((entry) => (Array.isArray(entry) ? entry : []))
      .map(([emoji = null, who, url = null]) => {
        const people = Array.isArray(who) ? who : [];
        return [emoji, emoji === name && url === icon ? withoutOne(people, actor) : people, url];
      })
      .filter(([, who]) => Array.isArray(who) && who.length > 0);
    const count = reactions.reduce((sum, [, who]) => sum + (Array.isArray(who) ? who.length : 0), 0);
    return { reactions, reaction_count: count };
  }
  const left = withoutOne(list(type === 'Like' ? 'likes' : 'announcements'), actor);
  return type === 'Like'
    ? { likes: left, like_count: left.length }
    : { announcements: left, announcement_count: left.length };
}

const withoutOne = (list: Json[], one: Json): Json[] => {
  const place = list.indexOf(one);
  return place < 0 ? list : list.toSpliced(place, 1);
};
