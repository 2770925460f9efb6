/** Shapes on a grid of 20: 1.5 stroke, round ends, `currentColor`. */
const shapes = {
  search: '<circle cx="9" cy="9" r="5.3"/><path d="m13 13 3.6 3.6"/>',
  notes: '<path d="M4 4.5h12M4 8.2h12M4 11.9h12M4 15.6h7"/>',
  overview:
    '<rect x="3" y="4" width="6" height="5" rx="1"/><rect x="11" y="4" width="6" height="5" rx="1"/>' +
    '<rect x="3" y="11" width="6" height="5" rx="1"/><rect x="11" y="11" width="6" height="5" rx="1"/>',
  print:
    '<path d="M6 7V3.5h8V7M6 14H4.5A1.5 1.5 0 0 1 3 12.5v-4A1.5 1.5 0 0 1 4.5 7h11A1.5 1.5 0 0 1 17 8.500v4a1.5 1.5 0 0 1-1.5 1.5H14"/>' +
    '<path d="M6 11.500h8v5H6z"/>',
  full: '<path d="M3.5 7.5v-4h4M16.5 7.5v-4h-4M3.5 12.5v4h4M16.5 12.5v4h-4"/>',
  close: '<path d="m5.3 5.3 9.4 9.4M14.7 5.3l-9.4 9.4"/>',
  previous: '<path d="M12 5.7 7.7 10l4.3 4.3"/>',
  next: '<path d="m8 5.7 4.3 4.3L8 14.3"/>',
} as const;

export type IconName = keyof typeof shapes;

export function iconOf(name: IconName): string {
  return (
    '<svg viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.5" ' +
    `stroke-linecap="round" stroke-linejoin="round">${shapes[name]}</svg>`
  );
}
