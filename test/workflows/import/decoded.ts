// A vendor's own JSON, decoded as its answers are.

import type { LiveContact } from '../../../src/contact/contact.ts';
import { type DialectName, providerOf } from '../../../src/providers/table.ts';

type Raw = Readonly<Record<string, unknown>>;

/** The page of a listing that holds all contacts: one vendor's is a bare list. */
function pageOf(dialect: DialectName, contacts: readonly Raw[]): unknown {
  return dialect === 'envoke@v1' ? contacts : { contacts, paging: { hasMore: false, next: null } };
}

/** The contacts as the vendor's answers are decoded. */
export function decoded(dialect: DialectName, contacts: readonly Raw[]): readonly LiveContact[] {
  const { api } = providerOf(dialect);
  const answer = (body: unknown) => ({ status: 200, headers: {}, body });
  const pages =
    api.decodePage === undefined || api.list === undefined
      ? contacts.map((contact) => {
          const asked = { kind: 'email', value: String(contact.email).replace('\u200b', '').toLowerCase() } as const;
          return api.decodeLookUp(answer([contact]), [asked]);
        })
      : [api.decodePage(answer(pageOf(dialect, contacts)), api.list())].map((page) =>
          page.ok ? ({ ok: true, value: page.value.contacts } as const) : page,
        );
  return pages.flatMap((page) => {
    if (!page.ok) throw new Error(page.failure.message);
    return page.value;
  });
}
