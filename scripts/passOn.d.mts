import type { ChildProcess } from "node:child_process";

export const WATCHED: string;
export function follow(child: ChildProcess): Promise<number>;
export function endWithParent(): void;
