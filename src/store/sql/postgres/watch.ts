import type { GyreError } from "../../../core/index.js";

/** What a watch asks of the world. */
export interface WatchConfig {
  /** How long a server may give no sign of life while answers of it are waited for. */
  readonly patienceMs: number;
  /**
   * Asks the server over a connection of its own, and gives those of the backends that work on nothing. Rejects when it does not
   * answer, soon after the signal at the latest.
   */
  readonly ask: (backends: readonly number[], signal: AbortSignal) => Promise<ReadonlySet<number>>;
  /** Whether an error came from the server itself, so that it is there. */
  readonly isAnswer: (error: unknown) => boolean;
  /** What those who wait are told, and why it is known that the server does not answer: null where it just did not. */
  readonly silence: (cause: unknown) => GyreError;
  /** What is told to who waits on a connection over which nothing comes any more. */
  readonly lost: () => GyreError;
  /** Ends the connections, after all who waited were told. */
  readonly onSilence: () => void;
}

interface Wait {
  readonly began: number;
  readonly backend: number | undefined;
  readonly giveUp: (failure: GyreError) => void;
  /** Since when its backend has been seen to work on nothing. */
  idleSince: number | null;
}

interface Question {
  readonly began: number;
  readonly stop: AbortController;
}

/** Time counts in turns of a timer: one in which this process itself was held up says nothing about the server. */
const TURNS = 40;
/** After so many turns of waiting the server is asked … */
const ASK_AFTER_TURNS = 10;
/** … and given up when it has not answered after so many more. */
const ASK_TURNS = TURNS - ASK_AFTER_TURNS;
/** While it is silent, there is so long a pause between two questions. */
const PAUSE_TURNS = 2;
/** A connection is lost when its backend, ready for work all that time, has not got what it should work on. */
const LOST_TURNS = 4 * TURNS;

/**
 * Sees to it that nobody waits for a server that hangs, however long an honest answer may take. When an answer takes long the server
 * is asked whether it is there, again and again; nothing is asked of one that answers soon. A server that was given up is asked
 * until it answers again.
 */
export class Watch {
  readonly #config: WatchConfig;
  readonly #waits = new Set<Wait>();
  #turn = 0;
  #heardAt = -1;
  #askedAt = 0;
  #silence: GyreError | null = null;
  #question: Question | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(config: WatchConfig) {
    this.#config = Object.freeze({ ...config });
  }

  /**
   * What the server answers. Fails at once while it is known not to answer, and as soon as it is found not to. `backend` is its
   * process that works on this, where there is one.
   */
  answer<T>(work: () => Promise<T>, backend?: number): Promise<T> {
    if (this.#silence) return Promise.reject(this.#silence);
    this.#wake();
    return new Promise<T>((resolve, reject) => {
      const wait: Wait = { began: this.#turn, backend, giveUp: reject, idleSince: null };
      this.#waits.add(wait);
      work().then(
        (value) => {
          this.#end(wait, true);
          resolve(value);
        },
        (error: unknown) => {
          this.#end(wait, this.#config.isAnswer(error));
          reject(error);
        },
      );
    });
  }

  /** Asks no more. Who still waits is not given up any more. */
  close(): void {
    this.#isClosed = true;
    this.#rest();
    this.#question?.stop.abort();
  }

  #end(wait: Wait, isAnswer: boolean): void {
    this.#waits.delete(wait);
    if (isAnswer) this.#heardAt = this.#turn;
  }

  #wake(): void {
    if (!this.#isClosed) this.#timer ??= setInterval(() => this.#look(), this.#config.patienceMs / TURNS).unref();
  }

  #rest(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  #look(): void {
    const turn = ++this.#turn;
    const [oldest] = this.#waits;
    if (this.#question) {
      if (turn - this.#question.began >= ASK_TURNS) this.#question.stop.abort();
    } else if (this.#silence) {
      if (turn - this.#askedAt >= PAUSE_TURNS) void this.#ask();
    } else if (!oldest) this.#rest();
    else if (turn - Math.max(oldest.began, this.#askedAt) >= ASK_AFTER_TURNS) void this.#ask();
  }

  async #ask(): Promise<void> {
    const stop = new AbortController();
    const began = this.#turn;
    this.#question = { began, stop };
    const backends = [...this.#waits].flatMap(({ backend }) => backend ?? []);
    try {
      const idle = await this.#config.ask(backends, stop.signal);
      this.#silence = null;
      this.#giveUpLost(idle);
    } catch (cause) {
      // Who answers others is only slow to let one more in.
      const isSilent = !this.#isClosed && this.#heardAt <= began;
      if (isSilent) this.#giveUp(this.#config.silence(stop.signal.aborted ? null : cause));
    }
    this.#askedAt = this.#turn;
    this.#question = null;
  }

  #giveUp(failure: GyreError): void {
    const isNew = this.#silence === null;
    this.#silence = failure;
    for (const wait of this.#waits) wait.giveUp(failure);
    this.#waits.clear();
    if (isNew) this.#config.onSilence();
  }

  #giveUpLost(idle: ReadonlySet<number>): void {
    for (const wait of this.#waits) {
      if (wait.backend === undefined || !idle.has(wait.backend)) wait.idleSince = null;
      else wait.idleSince ??= this.#turn;
      if (wait.idleSince === null || this.#turn - wait.idleSince < LOST_TURNS) continue;
      this.#waits.delete(wait);
      wait.giveUp(this.#config.lost());
    }
  }
}
