/** What users wait for: in order for each of them, and the users take turns. */
export class FairQueue<Item> {
  /** In the order of their turns; nobody is in it who waits for nothing. */
  readonly #waiting = new Map<string, Item[]>();

  add(user: string, item: Item): void {
    const items = this.#waiting.get(user);
    if (items === undefined) this.#waiting.set(user, [item]);
    else items.push(item);
  }

  /** The next one, if any; its user goes to the end of the line. */
  take(): Item | undefined {
    const [first] = this.#waiting;
    if (first === undefined) return undefined;
    const [user, [item, ...others]] = first;
    this.#waiting.delete(user);
    if (others.length > 0) this.#waiting.set(user, others);
    return item;
  }
}
