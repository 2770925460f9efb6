/** Files that become decks when they are dropped (CONTRACT 7). */
export const presentationEndings = ['pptx', 'ppt'] as const;
