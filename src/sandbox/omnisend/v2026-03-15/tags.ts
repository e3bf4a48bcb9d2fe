// The API's operations on /api/contacts/tags. A request is accepted immediately and carried out after a delay.

import { emptyAnswer, type VendorRequest } from '../../server/exchange.ts';
import { formatInstant } from '../contact/dates.ts';
import type { BrandContext, Reply } from '../operation.ts';
import { readWrite } from '../request-body.ts';
import { changeTags } from '../writes.ts';
import { readTagsBody } from './tags-body.ts';

/** Handles `POST /api/contacts/tags`, which adds tags. */
export function postTags(context: BrandContext, request: VendorRequest): Reply {
  return acceptTags(context, request, 'add');
}

/** Handles `DELETE /api/contacts/tags`, which removes tags. */
export function deleteTags(context: BrandContext, request: VendorRequest): Reply {
  return acceptTags(context, request, 'remove');
}

function acceptTags(context: BrandContext, request: VendorRequest, action: 'add' | 'remove'): Reply {
  const selection = readWrite(request, [], readTagsBody);
  if ('problem' in selection) return selection;
  context.effects.add(() => {
    changeTags(context.brand, action, selection, formatInstant(context.now()));
    context.changed();
  });
  context.changed();
  return emptyAnswer(202);
}
