import { describe, expect, it } from 'vitest';
import { between, costs, leaveOneOut, overAngles, total } from './model.ts';

const unit = (angle: number) => ({ lengths: [1, 1] as [number, number], angle });

describe('two vectors', () => {
  it('cost nothing at a right angle, in either model', () => {
    for (const model of ['relu', 'linear'] as const) for (const cost of Object.values(costs(unit(90), model))) expect(cost).toBeCloseTo(0);
  });

  it('cost a ReLU nothing past the right angle while one is on, and p²/3 when opposite', () => {
    for (const angle of [100, 135, 180])
      expect(costs(unit(angle), 'relu')).toMatchObject({ own: expect.closeTo(0), other: expect.closeTo(0) });
    expect(total(costs(unit(180), 'relu'), 0.2)).toBeCloseTo(0.2 ** 2 / 3);
    expect(costs(unit(180), 'linear').other).toBeCloseTo(2 / 3);
    expect(costs(unit(60), 'relu').other).toBeCloseTo(costs(unit(60), 'linear').other);
  });

  it('pay for being short', () => {
    expect(costs({ lengths: [1, 0], angle: 0 }, 'relu').own).toBeCloseTo(1 / 3);
    expect(leaveOneOut(0.3)).toBeCloseTo(0.1 - 0.0225);
  });

  it('are cheapest at a right angle for the linear model, whatever the density', () => {
    for (const p of [0.01, 0.3, 1]) {
      const { x, y } = overAngles(unit(0), 'linear', p);
      expect(x[y.indexOf(Math.min(...y))]).toBe(90);
    }
  });

  it('have one angle between them', () => {
    expect([0, 90, 180, 270].map(between)).toEqual([0, 90, 180, 90]);
  });
});
