"""The texts of the page, by the names that template and scripts call them; a test holds them together."""

from python_jobs.language import Language


def page_texts(language: Language) -> dict[str, str]:
    """Every text; ``{names}`` are filled in by the script, with numbers already written."""
    return {
        **_controls(language),
        **_tables(language),
        **_notes(language),
        **_titles(language),
        **_words(language),
    }


def _words(language: Language) -> dict[str, str]:
    text = language.text
    return {
        "cost": text("Cost"),
        "revenue": text("Revenue"),
        "profit": text("Profit"),
        "loss": text("Loss"),
        "impressions": text("Impressions"),
        "clicks": text("Clicks"),
        "conversions": text("Conversions"),
        "channel": text("Channel"),
        "channels": text("Channels"),
        "campaign": text("Campaign"),
        "campaigns": text("Campaigns"),
        "day": text("Day"),
        "month": text("Month"),
        "change": text("Change"),
        "figure": text("Figure"),
        "value": text("Value"),
        "expected": text("Expected"),
        "step": text("Step"),
        "count": text("Count"),
        "median": text("Median"),
        "quartile_1": text("First quartile"),
        "quartile_3": text("Third quartile"),
        "campaign_days": text("Campaign days"),
        "cost_share": text("Share of cost"),
        "revenue_share": text("Share of revenue"),
        "effect_volume": text("More or fewer clicks"),
        "effect_price": text("Cost per click"),
        "effect_conversion": text("Conversions per click"),
        "effect_value": text("Revenue per conversion"),
        "other_campaigns": text("Other campaigns ({count})"),
    }


def _controls(language: Language) -> dict[str, str]:
    text = language.text
    return {
        "skip": text("Skip to the figures"),
        "dark": text("Dark colours"),
        "sections": text("Sections"),
        "filters": text("Filters"),
        "preset": text("Period"),
        "preset_own": text("Own period"),
        "preset_all": text("Everything"),
        "preset_recent": text("Recent"),
        "preset_last_days": text("Last {days} days"),
        "preset_years": text("Years"),
        "preset_quarters": text("Quarters"),
        "preset_months": text("Months"),
        "quarter": text("Quarter {number}, {year}"),
        "period": text("{first} to {last}"),
        "period_impossible": text(
            "Not a period with figures: choose two days from {first} to {last}, the earlier one first."
        ),
        "from": text("From"),
        "to": text("To"),
        "compare": text("Compare with"),
        "compare_previous": text("the period before"),
        "compare_year": text("a year before"),
        "compare_none": text("nothing"),
        "reset": text("Reset filters"),
        "search": text("Search"),
        "choose_all": text("Choose all"),
        "choose_found": text("Only these"),
        "choose_none": text("Choose none"),
        "choices_found": text("In the list: {count}"),
        "choices_more": text("Only the first {shown} of {count} are listed. Search for more."),
        "chosen": text("{count} of {all}"),
        "chosen_all": text("all"),
        "all_channels": text("all channels"),
        "all_campaigns": text("all campaigns"),
        "of_channels": text("{count} of {all} channels"),
        "of_campaigns": text("{count} of {all} campaigns"),
        "result": text("Revenue {revenue}, cost {cost}, ROI {roi}."),
        "result_none": text("There are no figures for this choice."),
        "show_all": text("Show all {count}"),
        "as_table": text("As a table"),
    }


def _tables(language: Language) -> dict[str, str]:
    text = language.text
    return {
        "overview": text("Verdict and key figures"),
        "findings": text("Findings"),
        "actions": text("What to do"),
        "time": text("Months and days"),
        "response": text("From impression to conversion"),
        "segments": text("Customer segments"),
        "quality": text("Data quality"),
        "definitions": text("Definitions"),
        "channels_caption": text("Channels"),
        "campaigns_caption": text("Campaigns"),
        "months_caption": text("Months"),
        "waste_caption": text("Campaigns with cost and without any conversion"),
        "anomalies_caption": text("Unusual days, compared with the same weekdays before"),
        "profit_gained": text("Change of profit"),
        "interval_heading": text("ROI, likely range"),
        "interval": text("{low} to {high}"),
        "interval_uncertain": text("{interval}; {reason}"),
        "interval_unclear": text("not certain"),
        "interval_unfiltered": text("without filters only"),
        "interval_low": text("Likely at least"),
        "interval_high": text("Likely at most"),
        "month_partial": text("{month}, partial"),
        "bin": text("{low} to {high}"),
        "bin_last": text("{low} and more"),
        "nothing_here": text("Nothing for this choice."),
    }


def _notes(language: Language) -> dict[str, str]:
    text = language.text
    return {
        "published_at": text("published {time}"),
        "run": text("run"),
        "needs_script": text(
            "The other figures and the filters of this page need JavaScript. The PDF has the figures without."
        ),
        "not_filtered": text(
            "These sentences are about {period}, all channels and campaigns: they follow no filter."
        ),
        "not_filtered_customers": text("Customers belong to no channel: these figures follow no filter."),
        "not_filtered_quality": text(
            "These figures are about all data that was loaded: they follow no filter."
        ),
        "counts": text("Impressions, clicks and conversions:"),
        "compared": text("Changes are against {period}."),
        "compared_recent": text(
            "Changes compare the last {days} days with the {days} before, because nothing lies before "
            "the whole period."
        ),
        "compared_none": text("Nothing is compared."),
        "compared_impossible": text("There are no figures of the whole earlier period to compare with."),
        "change_after": text("{before} before"),
        "points": text("{change} points"),
        "note_folded": text(
            "Partial: so that this file stays small, {count} campaigns with little cost are shown per "
            "channel only, as other campaigns."
        ),
        "note_weekly": text(
            "Partial: figures before {day} are kept per week, from Monday on. Periods there are whole "
            "weeks, and a week counts in the month of its Monday."
        ),
        "single_campaigns_only": text("Without the other campaigns."),
        "days_since": text("Days since {day} only."),
        "biggest_only": text("The {shown} with the highest cost of {count}."),
        "hint_revenue": text("attributed to campaigns"),
        "hint_cost": text("money spent"),
        "hint_profit": text("revenue minus cost"),
        "hint_roi_pct": text("profit over cost"),
        "hint_roas": text("revenue over cost"),
        "hint_ctr_pct": text("clicks over impressions"),
        "hint_conversion_rate_pct": text("conversions over clicks"),
        "hint_cpa": text("cost over conversions"),
        "hint_conversion_value": text("revenue over conversions"),
    }


def _titles(language: Language) -> dict[str, str]:
    """Findings as titles of the figures, and what the figures show."""
    text = language.text
    return {
        "trend": text("Revenue exceeded cost on {ahead} of {count} days ({share})"),
        "trend_weeks": text("Revenue exceeded cost in {ahead} of {count} weeks ({share})"),
        "trend_one": text("One day of figures: {revenue} revenue"),
        "trend_days_note": text("Per day, {currency}; thick lines: 7-day average"),
        "trend_weeks_note": text("Per week, {currency}"),
        "average_of": text("{figure}, 7-day average"),
        "calendar": text("Best: {best} with {most} profit; worst: {worst} with {least}"),
        "calendar_one": text("{day}: {profit} profit"),
        "calendar_days_note": text(
            "Profit per day, {currency}; a column is a week, Monday on top; orange: loss, blue: profit"
        ),
        "calendar_months_note": text("Profit per month, {currency}; orange: loss, blue: profit"),
        "weekdays": text(
            "Highest ROI on {best_day} by {best} ({most}), lowest on {worst_day} by {worst} ({least})"
        ),
        "weekdays_note": text("ROI in percent of the cost by weekday; orange: loss, blue: profit."),
        "correlation": text("{one} and {other} move together most closely (r = {r})"),
        "correlation_against": text("{one} and {other} move against each other most clearly (r = {r})"),
        "correlation_weak": text("No two of the daily figures move together closely (r = {r} at most)"),
        "correlation_note": text(
            "Correlation of daily sums, {count} days; 1: always together, -1: always against each other"
        ),
        "channel_roi": text("{best} returns most for its cost (ROI {most}), {worst} least ({least})"),
        "channel_roi_loss": text(
            "{best} returns most for its cost (ROI {most}), {worst} runs at a loss ({least})"
        ),
        "channel_roi_one": text("{best} has an ROI of {most}"),
        "channel_roi_note": text("ROI in percent of the cost, channels with cost."),
        "shares": text("{channel} takes {cost} of the cost and brings {revenue} of the revenue"),
        "shares_note": text("Share of all cost and of all revenue, percent."),
        "profit_change": text("Profit changed by {change}; {channel} changed most ({most})"),
        "profit_change_partial": text("Profit changed by {change}; figures of some days are missing"),
        "profit_change_note": text("Why: {now} against {before}. The four effects add up to the change."),
        "boxes": text(
            "On a typical campaign day {best} earns most per cost (median {median}); {widest} varies most"
        ),
        "boxes_note": text(
            "ROI of single campaign days: half of them lie in the box, its line is the median."
        ),
        "distribution": text("{share} of {count} campaign days ran at a loss; the median ROI is {median}"),
        "distribution_note": text("Campaign days by ROI; the last bar holds all above. Orange: loss."),
        "break_even": text("Of {count} campaigns, {losing} lost money: {lost} together"),
        "break_even_none": text("Of {count} campaigns, none lost money"),
        "break_even_note": text(
            "Each dot is a campaign, {currency}; below the line it earned less than it cost."
        ),
        "break_even_line": text("Break-even"),
        "intervals": text(
            "Of the {count} campaigns with the highest cost, {winning} are certain to earn and "
            "{losing} to lose"
        ),
        "intervals_note": text("ROI and its likely range; hollow: too little data or no clear result"),
        "interval_sure": text("Certain"),
        "interval_unsure": text("Not certain"),
        "pareto": text("{most} of the {count} campaigns with profit make {share} of it"),
        "pareto_cost": text("{most} of {count} campaigns take {share} of the cost"),
        "pareto_note": text(
            "Share of the whole that the biggest campaigns have together; profit: of campaigns that made one."
        ),
        "pareto_point": text("{count} campaigns: {share} ({figure})"),
        "funnel": text("One conversion takes {impressions} impressions and {clicks} clicks"),
        "funnel_unclicked": text("One conversion takes {impressions} impressions"),
        "funnel_none": text("{impressions} impressions brought no conversion"),
        "funnel_unseen": text("No impressions were recorded"),
        "funnel_note": text("Totals on a logarithmic scale; in brackets the share of the step before"),
    }
