// The operations on /api/contacts/tags: accepted now, carried out a moment later.

import { emptyAnswer, type VendorRequest } from '../../server/exchange.ts';
import { formatInstant } from '../contact/dates.ts';
import type { BrandContext, Reply } from '../operation.ts';
import { readWrite } from '../request-body.ts';
import { changeTags } from '../writes.ts';
import { readTagsBody } from './tags-body.ts';

export function postTags(context: BrandContext, request: VendorRequest): Reply {
  return acceptTags(context, request, 'add');
}

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
