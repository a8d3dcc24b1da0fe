insert into bare.campaigns
select
    loaded.date,
    lower(trim(regexp_replace(loaded.campaign_name, '[ \\t]+', ' '))),
    coalesce(channel_mapping.channel, 'Unknown'),
    cast(loaded.cost as decimal(28, 10)),
    coalesce(loaded.impressions, 0),
    coalesce(loaded.clicks, 0),
    coalesce(loaded.conversions, 0),
    cast(loaded.revenue as decimal(28, 10))
from {raw}.campaigns as loaded
left join bare.channel_mapping
    on channel_mapping.spelling = lower(trim(regexp_replace(loaded.channel, '[ \\t]+', ' ')))
where
    loaded.campaign_name is not null
    and loaded.date is not null
    and loaded.cost >= 0
    and loaded.revenue >= 0
    and coalesce(loaded.clicks, 0) <= coalesce(loaded.impressions, loaded.clicks, 0)
on duplicate key update
    cost = values(cost),
    impressions = values(impressions),
    clicks = values(clicks),
    conversions = values(conversions),
    revenue = values(revenue);

insert into bare.performance
select
    campaigns.*,
    cast(cast(100 * clicks as decimal(38, 10)) / nullif(impressions, 0) as decimal(38, 8)),
    cast(cast(100 * conversions as decimal(38, 10)) / nullif(clicks, 0) as decimal(38, 8)),
    cast(cast(cost as decimal(38, 10)) / nullif(clicks, 0) as decimal(38, 8)),
    cast(cast(cost as decimal(38, 10)) / nullif(conversions, 0) as decimal(38, 8)),
    cast(cast(revenue as decimal(38, 10)) / nullif(cost, 0) as decimal(38, 8)),
    cast(cast(100 * (revenue - cost) as decimal(38, 10)) / nullif(cost, 0) as decimal(38, 8)),
    revenue - cost
from bare.campaigns;

create table bare.channels as
select channel, sum(cost) as cost, sum(revenue) as revenue, sum(impressions) as impressions,
    sum(clicks) as clicks, sum(conversions) as conversions
from bare.performance group by channel;

create table bare.days as
select date, sum(cost) as cost, sum(revenue) as revenue, sum(impressions) as impressions,
    sum(clicks) as clicks, sum(conversions) as conversions
from bare.performance group by date;

create table bare.names as
select campaign_name, sum(cost) as cost, sum(revenue) as revenue, sum(impressions) as impressions,
    sum(clicks) as clicks, sum(conversions) as conversions
from bare.performance group by campaign_name;

select * from bare.performance
into outfile '{folder}/performance.csv' fields terminated by ',' optionally enclosed by '"';
