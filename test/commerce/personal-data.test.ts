import { withoutPersonalData } from '../../lib/commerce/personal-data';
import { buildOrder } from '../support/order-builder';

const order = buildOrder({ lines: [{ amount: '1.00' }] });

describe('personal data', () => {
  it('leaves of a customer only what decides taxes', () => {
    const customer = {
      id: '7',
      name: 'Ada Lovelace',
      email: 'ada@shop.example',
      company: 'Engines',
      taxId: 'DE1',
      country: 'DE',
      region: 'BE',
    };
    const kept = withoutPersonalData({ ...order, customer });
    expect(kept).toEqual({ ...order, customer: { country: 'DE', region: 'BE' } });
    expect(JSON.stringify(kept)).not.toMatch(/Ada|Engines|ada@|DE1/);
  });

  it('leaves nothing of a customer of whom no place is known', () => {
    expect(withoutPersonalData({ ...order, customer: { email: 'a@b.example' } })).not.toHaveProperty(
      'customer',
    );
  });

  it('keeps an order without a customer as it is', () => {
    const { customer: _none, ...anonymous } = order;
    expect(withoutPersonalData(anonymous)).toBe(anonymous);
  });
});
