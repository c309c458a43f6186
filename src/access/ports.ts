import type { AccessToken, Role, User } from "./types.js";

/** A user with what proves a password, in the hasher's own form. */
export interface StoredUser extends User {
  readonly passwordHash: string;
}

/** A token with the SHA-256 of its secret, in hex. */
export interface StoredToken extends AccessToken {
  readonly secretHash: string;
}

/**
 * Keeps users and their tokens.
 *
 * Requirements: what a call has written is durable when it resolves; of two calls that add the same name one throws
 * `access.user_exists`; the last admin can neither be removed nor lose the role (`access.last_admin`), also by calls at the same
 * time; a user's tokens go with it. An unknown name throws `access.user_unknown`. Lists are by name and by creation.
 */
export interface AccessStore {
  addUser(user: StoredUser): Promise<void>;
  /** Adds the user only when there is none at all, and says whether it did; of two at the same time one does. */
  addFirstUser(user: StoredUser): Promise<boolean>;
  user(name: string): Promise<StoredUser | null>;
  users(): Promise<readonly User[]>;
  /** False as long as nobody has an account. */
  hasUsers(): Promise<boolean>;
  changeUser(name: string, change: { readonly role?: Role; readonly passwordHash?: string }): Promise<void>;
  removeUser(name: string): Promise<void>;
  addToken(token: StoredToken): Promise<void>;
  /** By the hash of its secret. */
  token(secretHash: string): Promise<StoredToken | null>;
  tokens(user?: string): Promise<readonly AccessToken[]>;
  /** Throws `access.token_unknown`. */
  removeToken(id: string): Promise<void>;
}

/** Turns passwords into what can be kept, slowly on purpose. */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** Takes as long for a hash that cannot be read. */
  verify(password: string, hash: string): Promise<boolean>;
  /** A secret that nobody can guess. */
  newSecret(): string;
}
