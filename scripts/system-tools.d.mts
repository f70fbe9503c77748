/** A program that some tests need. */
export interface SystemTool {
  readonly program: string;
  readonly version: string;
  readonly packageName: string | Readonly<Record<string, string>>;
  readonly skipped: string;
}

/** What a machine allows, and how it is asked. */
export interface ToolWorld {
  readonly platform: string;
  readonly uid: number;
  /** Starts a program; its exit code, or null where it could not be started. */
  run(words: readonly string[]): number | null;
  say(text: string): void;
}

export const TOOLS: readonly SystemTool[];
/** Sees to it that a tool is there, where the user may install it; true if it is there now. */
export function ensureTool(tool: SystemTool, world: ToolWorld): boolean;
/** The same for every tool and this machine. */
export function ensureToolsHere(): void;
